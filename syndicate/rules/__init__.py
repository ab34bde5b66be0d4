"""The trade: values in, values out. No clock, no file, no network, no database."""
