"""Technical stops that a person must see, and cases that stand still; trying them again."""
