"""The sandbox's ESIA: a stand-in that verifies signatures, keeps the protocol's rules and plays stories."""
