"""The one fetcher and the one reader of web pages."""
