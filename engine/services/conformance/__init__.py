"""How procedures are practised: facts gathered by night, published figures, what a page shows of them."""
