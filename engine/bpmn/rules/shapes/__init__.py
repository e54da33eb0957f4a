"""Rules of single elements: events, gateways, arrows, timers, repetitions."""
