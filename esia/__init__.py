"""The sign-in through ESIA (Госуслуги): a provider that turns a one-time code into patient values."""
