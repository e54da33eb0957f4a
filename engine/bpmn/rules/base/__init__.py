"""What every rule looks at: the model, its elements, its texts, the bundle; and how a refusal is said."""
