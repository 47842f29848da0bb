"""The pages for developers: services, operations, samples and programs, all made from the declared contract."""
