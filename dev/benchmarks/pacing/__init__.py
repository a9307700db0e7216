"""The real pacer on simulated Lambda functions, in virtual time: how much of the budget is used?"""
