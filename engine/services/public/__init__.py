"""Reports of the public, their conversation with the officers, and the limits on both."""
