"""Parts that every page has: its frame, menu, toasts, addresses and built assets."""
