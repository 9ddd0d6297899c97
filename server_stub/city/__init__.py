"""A whole city of invented customers, straight to Parquet. Needs the ``batch`` extra (numpy, pyarrow)."""
