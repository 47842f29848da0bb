"""The zeep client of SoapDesk. It needs nothing of the server."""
