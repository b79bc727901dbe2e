"""The standing of this process among the replicas."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """Which *replica* writes, and whether it *leads*.

    Without a number it is alone: the one process of a SQLite file, or a command of the operator's.
    """

    replica: int | None = None
    leads: bool = True

    @property
    def is_alone(self) -> bool:
        """Whether nobody else sends what stands in the outbox."""
        return self.replica is None


ALONE = Standing()
