"""The comparison of files on Apache Spark. Needs the extra `spark` and Java 17."""
