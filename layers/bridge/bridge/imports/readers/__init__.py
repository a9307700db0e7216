"""Read files of customers as rows: CSV, JSON and Excel workbooks."""
