"""Rules of what tokens can do: joins that never complete, waits that nothing ends."""
