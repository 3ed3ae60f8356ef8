/**
 * What SelectObjectContent refuses in codes of its own.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#SelectObjectContentErrorCodeList
 */
export const selectErrorRows = {
  Busy: {
    status: 503,
    message: 'The service is unavailable. Please try again.',
  },
  CSVParsingError: {
    status: 400,
    message: 'The object is not CSV of this form.',
  },
  CastFailed: {
    status: 400,
    message: 'An attempt to convert from one data type to another failed.',
  },
  EvaluatorInvalidArguments: {
    status: 400,
    message: 'A function of the query has other arguments.',
  },
  ExpressionTooLong: {
    status: 400,
    message: 'The SQL expression is too long.',
  },
  InvalidColumnIndex: {
    status: 400,
    message: 'The column index in the SQL expression is not valid.',
  },
  InvalidCompressionFormat: {
    status: 400,
    message: 'The object is not in the compression format that was named.',
  },
  InvalidDataType: {
    status: 400,
    message: 'The SQL expression contains a data type that does not fit.',
  },
  InvalidExpressionType: {
    status: 400,
    message: 'The ExpressionType is not valid. Only SQL expressions are supported.',
  },
  InvalidFileHeaderInfo: {
    status: 400,
    message: 'The FileHeaderInfo is not valid.',
  },
  InvalidJsonType: {
    status: 400,
    message: 'The JsonType is not valid.',
  },
  InvalidQuoteFields: {
    status: 400,
    message: 'The QuoteFields value is not valid.',
  },
  InvalidRequestParameter: {
    status: 400,
    message: 'The value of a parameter in the SelectRequest element is not valid.',
  },
  InvalidScanRange: {
    status: 400,
    message: 'The scan range is not valid.',
  },
  InvalidTextEncoding: {
    status: 400,
    message: 'The encoding type is not valid. UTF-8 encoding is supported.',
  },
  JSONParsingError: {
    status: 400,
    message: 'The object is not JSON.',
  },
  LexerInvalidChar: {
    status: 400,
    message: 'The SQL expression contains a character that is not valid.',
  },
  MissingHeaders: {
    status: 400,
    message: 'Some headers in the query are missing from the file.',
  },
  MissingRequiredParameter: {
    status: 400,
    message: 'The SelectRequest entity is missing a required parameter.',
  },
  ObjectSerializationConflict: {
    status: 400,
    message: 'The request specifies more than one format.',
  },
  OverMaxColumn: {
    status: 400,
    message: 'The number of columns is greater than the maximum allowed.',
  },
  OverMaxParquetBlockSize: {
    status: 400,
    message: 'The Parquet file is above the maximum allowed size.',
  },
  OverMaxRecordSize: {
    status: 400,
    message: 'The length of a record is greater than the maximum allowed.',
  },
  ParquetParsingError: {
    status: 400,
    message: 'The object is not a Parquet file.',
  },
  ParseExpectedDatePart: {
    status: 400,
    message: 'The expected date part was not found in the SQL expression.',
  },
  ParseExpectedExpression: {
    status: 400,
    message: 'An expression was not found in the SQL expression.',
  },
  ParseExpectedKeyword: {
    status: 400,
    message: 'The expected keyword was not found in the SQL expression.',
  },
  ParseExpectedNumber: {
    status: 400,
    message: 'The expected number was not found in the SQL expression.',
  },
  ParseExpectedTypeName: {
    status: 400,
    message: 'The expected type name was not found in the SQL expression.',
  },
  ParseInvalidPathComponent: {
    status: 400,
    message: 'The SQL expression contains a path component that is not valid.',
  },
  ParseSelectMissingFrom: {
    status: 400,
    message: 'The SQL expression has no FROM clause after its SELECT list.',
  },
  ParseUnexpectedToken: {
    status: 400,
    message: 'The SQL expression contains an unexpected token.',
  },
  ParseUnsupportedSyntax: {
    status: 400,
    message: 'The SQL expression contains unsupported syntax.',
  },
  TruncatedInput: {
    status: 400,
    message: 'The object is cut off.',
  },
  UnsupportedFunction: {
    status: 400,
    message: 'The SQL expression contains an unsupported function.',
  },
  UnsupportedScanRangeInput: {
    status: 400,
    message: 'Scan range queries are not supported on this type of object.',
  },
} as const satisfies Record<string, { status: number; message: string }>
