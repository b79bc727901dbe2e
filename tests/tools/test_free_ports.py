"""Free ports: two that are asked for differ, or a bot would be told to listen twice at one address."""

from tests.servers import free_port


def test_no_port_comes_twice_in_a_run_of_many():
    """By lot alone some hundred and fifty of these would."""
    ports = [free_port() for _ in range(2000)]
    assert len(set(ports)) == len(ports)
