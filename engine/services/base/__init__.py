"""What every room of services stands on: the transaction, who may read a case, the chained history, promises."""
