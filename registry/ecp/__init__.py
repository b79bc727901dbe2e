"""The ЕЦП adapter: the registry that most regions run, its rows turned into patient values."""
