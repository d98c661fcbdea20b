"""What an export or an import says when it is done."""

from dataclasses import dataclass, field


@dataclass
class Report:
    """What was done, and what somebody should know about it."""

    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return ", ".join(f"{count} {folder}" for folder, count in self.counts.items() if count)
