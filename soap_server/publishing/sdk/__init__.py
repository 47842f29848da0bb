"""The parts of ``client_sdk`` that are written from the contract: models, errors, operations and resources.

Every name, type and sentence of them comes from the same declarations as the WSDL, so nothing is written twice.
"""
