"""Stretches of one log that join: Log, "Stretches"."""

from amanat_formats import logs, tree


class Segment:
    """Stretches of one log that join, with their checkpoints by size."""

    def __init__(self, stretch: tree.Stretch, leaves: list[logs.Leaf],
                 checkpoint: logs.Checkpoint):
        self.stretch = stretch
        self.leaves = leaves
        self.checkpoints = {checkpoint.size: checkpoint}

    def join(self, other: tree.Stretch, leaves: list[logs.Leaf],
             checkpoint: logs.Checkpoint) -> str | None:
        """Takes in a stretch that starts in this one or right behind it; or says what is wrong."""
        mine = self.stretch
        if mine.frontier_at(other.start).hashes != other.frontier:
            return f"the leaves before {other.start} are others than those that came before"
        for index in range(other.start, min(mine.end, other.end)):
            if mine.leaves[index - mine.start] != other.leaves[index - other.start]:
                return f"leaf {index} is another than the one that came before"
        if other.end > mine.end:
            new = mine.end - other.start
            self.stretch = mine._replace(leaves=mine.leaves + other.leaves[new:])
            self.leaves = self.leaves + leaves[new:]
        self.checkpoints[checkpoint.size] = checkpoint
        return None

    def proves(self, index: int) -> bool:
        """Builds the inclusion path of one leaf to each checkpoint, and verifies it."""
        found = False
        for size, checkpoint in self.checkpoints.items():
            if index < size:
                path = self.stretch.inclusion_path(index, size)
                leaf = self.stretch.leaves[index - self.stretch.start]
                if not tree.verify_inclusion(leaf, index, size, path, checkpoint.root):
                    return False
                found = True
        return found
