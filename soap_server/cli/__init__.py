"""The command line: ``soapdesk serve | demo | user | db | wsdl | config``."""
