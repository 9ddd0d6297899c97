"""Who is this customer: credit, risk and arrears from raw facts. Pure integers, reasons with every figure."""
