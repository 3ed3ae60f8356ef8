import test from 'ava'
import fc from 'fast-check'
import {
  formatXml,
  parseXml,
  XmlError,
  XmlFragment,
  xmlChildren,
  xmlText,
} from '../../lib/http/xml.ts'

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

test('a document is written with its namespace, attributes and repeated elements', t => {
  const content = {
    Name: 'a',
    Absent: undefined,
    Empty: '',
    Count: 0,
    Is: false,
    Item: [{ Key: 1 }, { Key: 2 }],
    None: [],
    Grantee: { '@xsi:type': 'x"<', ID: 'i' },
  }
  t.is(
    formatXml('Root', content, 'urn:x'),
    `${HEAD}<Root xmlns="urn:x"><Name>a</Name><Empty/><Count>0</Count><Is>false</Is>` +
      '<Item><Key>1</Key></Item><Item><Key>2</Key></Item>' +
      '<Grantee xsi:type="x&quot;&lt;"><ID>i</ID></Grantee></Root>',
  )
})

test('a root may hold text, and what was formatted before stands as it is', t => {
  t.is(formatXml('Root', 'a&b'), `${HEAD}<Root>a&amp;b</Root>`)
  const content = { A: 1, Any: new XmlFragment('<B>2</B><A/>'), C: 3 }
  t.is(formatXml('Root', content), `${HEAD}<Root><A>1</A><B>2</B><A/><C>3</C></Root>`)
})

test('markup and characters that XML does not know are written as references', t => {
  const body = formatXml('R', { K: '<&>"\u0001\r\n\t\u007f\uffff\u{1f600}' })
  t.true(body.endsWith('<K>&lt;&amp;&gt;&quot;&#x1;&#xd;\n\t&#x7f;&#xffff;\u{1f600}</K></R>'))
})

test('any text that is written reads back the same', t => {
  const anyText = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(anyText, text => {
      const read = parseXml(formatXml('R', { K: text }))
      t.is(xmlText(read, 'K'), text)
    }),
  )
})

test('prefixes, comments, CDATA and references are understood', t => {
  const root = parseXml(
    '\ufeff<?xml version="1.0"?><s:R xmlns:s="urn:x"><!-- c --><s:K>a &amp; &#x62;&#99;</s:K>' +
      '<K><![CDATA[<&amp;]]></K></s:R>',
  )
  t.is(root.name, 'R')
  t.deepEqual(
    xmlChildren(root, 'K').map(({ text }) => text),
    ['a & bc', '<&amp;'],
  )
})

const refused = [
  '',
  'text',
  '<R>',
  '<R></S>',
  '<R/><R/>',
  'x<R/>',
  '<R a=1/>',
  '<R>&other;</R>',
  '<R>&#xd800;</R>',
  '<R>&#x110000;</R>',
  '<R>a & b</R>',
  '<!DOCTYPE R><R/>',
  '<!DOCTYPE R [<!ENTITY a "b">]><R>&a;</R>',
  '<R><__proto__>1</__proto__></R>',
  '<a>'.repeat(40) + '</a>'.repeat(40),
]
for (const document of refused) {
  test(`${JSON.stringify(document.slice(0, 40))} is refused`, t => {
    t.throws(() => parseXml(document), { instanceOf: XmlError })
  })
}

test('bytes that are not UTF-8 are refused', t => {
  t.throws(() => parseXml(Uint8Array.of(0x3c, 0x52, 0x3e, 0xff, 0x3c, 0x2f, 0x52, 0x3e)), {
    instanceOf: XmlError,
  })
})

test('no document makes the reader throw anything but XmlError', t => {
  const fragment = fc.constantFrom(
    '<a>',
    '</a>',
    '<a/>',
    '&',
    ';',
    '<!',
    '<![CDATA[',
    ']]>',
    'x',
    '<?',
    '?>',
    '"',
    '=',
  )
  fc.assert(
    fc.property(fc.array(fragment), pieces => {
      try {
        t.is(typeof parseXml(pieces.join('')).name, 'string')
      } catch (error) {
        t.true(error instanceof XmlError)
      }
    }),
  )
})
