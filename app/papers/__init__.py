"""Forms out: plain data to PDF or XLSX bytes; never touches the register."""
