"""Chance, from one seed."""

import random


class Dice(random.Random):
    """A source of choices that are the same for the same seed, on every machine."""

    def of(self, *options):
        """One of the options."""
        return self.choice(options)

    def chance(self, probability):
        """Whether something happens that has this probability."""
        return self.random() < probability

    def state(self):
        """A `random_state` for a library."""
        return self.randrange(10_000)
