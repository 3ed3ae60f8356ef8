import test from 'ava'
import fc from 'fast-check'
import { parseXml, type XmlElement, XmlError } from '../../lib/http/xml.ts'
import { scanXml } from '../../lib/http/xml-scanner.ts'

const LIMITS = { elementCountMax: 1000 }

/** `tag` is not part of what is promised. */
function tree({ name, text, children }: XmlElement): unknown {
  return { name, text, children: children.map(tree) }
}

function attempt(parse: () => XmlElement): unknown {
  try {
    return tree(parse())
  } catch (error) {
    if (error instanceof XmlError) return 'refused'
    throw error
  }
}

const scan = (text: string) => attempt(() => scanXml(text, LIMITS))
const parse = (text: string) => attempt(() => parseXml(text))

const wellFormed = [
  '<a/>',
  '<a></a>',
  '<?xml version="1.0" encoding="UTF-8"?>\n<a>text</a>\n',
  '<a xmlns="http://s3.amazonaws.com/doc/2006-03-01/" b=\'c>d\' ><b:c >x</b:c ></a>',
  '<a> &lt;&#65;&#x1F600;&amp; <!-- a comment --><![CDATA[<&>]]]]> </a>',
  '<a><?php echo ?><b/><b/></a><!-- after -->',
  '<ä·1 _b="&quot;">日本</ä·1>',
]

for (const text of wellFormed) {
  test(`${text} is read as the library reads it`, t => {
    t.not(scan(text), 'refused')
    t.deepEqual(scan(text), parse(text))
  })
}

const malformed = [
  '',
  'text',
  '<a>',
  '<a',
  '<a/',
  '</a>',
  '<a></b>',
  '<a/><a/>',
  '<a/>text',
  '<a b/>',
  '<a b=c/>',
  '<a b="c/>',
  '<a b="1" b="2"/>',
  '<a b="<"/>',
  '<a b="1"c="2"/>',
  '< a/>',
  '<1/>',
  '<a>&unknown;</a>',
  '<a>&</a>',
  '<a>&#xd800;</a>',
  '<a>]]></a>',
  '<a>\u0000</a>',
  '<a><!-- -- --></a>',
  '<a><![CDATA[</a>',
  '<![CDATA[a]]><a/>',
  '<a><?xml version="1.0"?></a>',
  ' <?xml version="1.0"?><a/>',
  '<!DOCTYPE a><a/>',
  '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  `${'<a>'.repeat(17)}${'</a>'.repeat(17)}`,
  `<a>${'<b/>'.repeat(1000)}</a>`,
]

for (const text of malformed) {
  test(`${JSON.stringify(text.slice(0, 40))} is refused`, t => {
    t.throws(() => scanXml(text, LIMITS), { instanceOf: XmlError })
  })
}

test('bytes that are not UTF-8 are refused', t => {
  t.throws(() => scanXml(Buffer.from([0x3c, 0x61, 0xff, 0x2f, 0x3e]), LIMITS), {
    instanceOf: XmlError,
  })
})

const piece = fc.constantFrom(
  ...['<a>', '</a>', '<a/>', '<b c="d">', '</b>', '<b c=\'"\' d="&lt;" >', '<n:a>', '</n:a>'],
  ...['text', ' ', '\n', '&amp;', '&#x41;', '<!-- c -->', '<![CDATA[x]]>', '<?p i?>', '<', '>'],
  ...['&', ']]>', '--', '"', '=', '/', '<!', '?>', '<?xml version="1.0"?>', '<!DOCTYPE a>', 'é'],
)

test('no document is taken that the library refuses, and none is read otherwise', t => {
  const broken = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''))
  fc.assert(
    fc.property(
      fc.oneof(
        broken,
        broken.map(inner => `<a>${inner}</a>`),
      ),
      text => {
        const scanned = scan(text)
        if (scanned !== 'refused') t.deepEqual(scanned, parse(text))
      },
    ),
    { numRuns: 5000 },
  )
  t.pass()
})

const content = fc.string({ unit: 'grapheme', maxLength: 5 }).map(text => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML does not know them.
  return text.replace(/[\u0000-\u001f<>&]/g, '').replaceAll(/[\ufffe\uffff]/g, '')
})

const { element } = fc.letrec<{ element: string }>(tie => ({
  element: fc
    .tuple(
      fc.constantFrom('Part', 'ETag', 'n:PartNumber', 'x'),
      fc.constantFrom('', ' ', ' a="b"', ' xmlns:n="urn:n" a=\'<\''.replace('<', '&lt;')),
      fc.array(
        fc.oneof(
          { depthSize: 'small', maxDepth: 5 },
          content,
          fc.constantFrom('<!-- c -->', '<![CDATA[<x>]]>', '&quot;', '\n  '),
          tie('element'),
        ),
        { maxLength: 4 },
      ),
    )
    .map(([name, attributes, inner]) => `<${name}${attributes}>${inner.join('')}</${name}>`),
}))

test('every well-formed document is read as the library reads it', t => {
  fc.assert(
    fc.property(element, text => {
      t.not(scan(text), 'refused', text)
      t.deepEqual(scan(text), parse(text))
    }),
    { numRuns: 2000 },
  )
})

test('ten thousand parts are read in a fraction of the time that the library takes', t => {
  const part = (index: number) =>
    `<Part><ChecksumSHA256>${'A'.repeat(43)}=</ChecksumSHA256><ETag>"${'0'.repeat(32)}"</ETag>` +
    `<PartNumber>${index}</PartNumber></Part>`
  const parts = Array.from({ length: 10_000 }, (_, index) => part(index + 1)).join('\n')
  const text = `<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`
  const time = (run: () => unknown) => {
    const before = process.cpuUsage()
    run()
    return process.cpuUsage(before).user
  }
  const scanning = time(() => scanXml(text, { elementCountMax: 100_000 }))
  const parsing = time(() => parseXml(text))
  t.log({ scanningMs: scanning / 1000, parsingMs: parsing / 1000 })
  t.true(scanning < parsing / 3)
})
