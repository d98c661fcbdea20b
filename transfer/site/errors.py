"""What can be wrong with a folder or a site, said to the person who runs the command."""


class TransferError(Exception):
    """An export or an import cannot go on; the message says why and where."""
