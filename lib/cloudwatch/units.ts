const sizes = ['', 'Kilo', 'Mega', 'Giga', 'Tera']
const amounts = [...sizes.map(size => `${size}bytes`), ...sizes.map(size => `${size}bits`)].map(
  unit => unit.charAt(0).toUpperCase() + unit.slice(1),
)

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const units: ReadonlySet<string> = new Set([
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None'],
  ...amounts,
  ...amounts.map(unit => `${unit}/Second`),
])
