"""How a procedure is practised: facts of ended processes, and figures of them that tell of nobody."""
