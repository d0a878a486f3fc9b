/** Makes elements and icons; the page has no framework, and text never becomes markup here. */

/**
 * @param {string} tag
 * @param {Record<string, string | number | boolean | object | undefined>} [properties] Attributes; `on` holds listeners, `style` custom properties. What is
 *   undefined or false is left out, true is an attribute without a value.
 * @param {...(Node | string | undefined | false)} children
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue
    if (name === 'on')
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener)
    else if (name === 'style')
      for (const [key, one] of Object.entries(value)) made.style.setProperty(key, one)
    else made.setAttribute(name, value === true ? '' : value)
  }
  made.append(...children.filter((child) => child !== undefined && child !== false))
  return made
}

/** Drawn for this page on a grid of 24, as strokes. */
const STROKES = {
  hash: 'M9.5 4 7.5 20M16.5 4l-2 16M4.5 9h16M3.5 15h16',
  thread: 'M9 4 7.5 13M14.5 4l-.8 5M4.5 8h14M3.5 13H9M14 13.5h6.5v5H17l-2 2v-2h-1z',
  message: 'M4 5h16v11H11l-4 4v-4H4z',
  plus: 'M12 5v14M5 12h14',
  send: 'M4 12 20 4l-5 16-3.5-6.500zM11.500 13.500 20 4',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12M12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M12 5v14M6 13l6 6 6-6',
  chevron: 'M7 10l5 5 5-5',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500',
  menu: 'M4 7h16M4 12h16M4 17h16',
  chart: 'M4 20h16M7 16v-5M12 16V5M17 16v-8',
  people:
    'M9 11a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400M3 19.500c0-3.500 2.700-5.500 6-5.500s6 2 6 5.500M16 4.800a3.200 3.200 0 0 1 0 6M17.500 14.300c2.100.700 3.500 2.500 3.500 5.200',
  warning: 'M12 4 2.500 20h19zM12 10v4.500M12 17.200v.3',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  fresh: 'M19.500 12a7.500 7.500 0 1 1-2.200-5.300L20 9.400M20 4.500v5h-5',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  again:
    'M4.500 12a7.500 7.500 0 0 1 13-5.100L20 9.400M20 4.500v5h-5M19.500 12a7.500 7.500 0 0 1-13 5.100L4 14.600M4 19.500v-5h5',
  inspect:
    'M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M15.500 15.500 20 20M8 10.500h1.500l1-2.500 1.500 4.500.8-2h1',
  play: 'M8 5.500v13l10.500-6.500z',
  pause: 'M9 5.500v13M15 5.500v13',
  cloud: 'M7.500 18.500h9.500a4 4 0 0 0 .6-8A6 6 0 0 0 6.200 9.700a4.400 4.400 0 0 0 1.300 8.800z',
  spark: 'M12 3.500l2 6.500 6.500 2-6.500 2-2 6.500-2-6.500-6.500-2 6.500-2z',
}

const SVG = 'http://www.w3.org/2000/svg'

/** @param {keyof typeof STROKES} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', STROKES[name])
  svg.append(path)
  return svg
}

/** The bot's mark: a spool of thread. */
export function spool() {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 40 40')
  svg.setAttribute('class', 'spool')
  svg.setAttribute('aria-hidden', 'true')
  const parts = [
    [
      'spool-wood',
      'M10.500 9h19a2 2 0 0 1 0 4h-19a2 2 0 0 1 0-4zM10.500 27h19a2 2 0 0 1 0 4h-19a2 2 0 0 1 0-4z',
    ],
    ['spool-body', 'M12.500 13h15v14h-15z'],
    ['spool-turns', 'M12.500 17.500l15-2.500M12.500 21.500l15-2.500M12.500 25.500l15-2.500'],
    ['spool-end', 'M27.500 23c4.500-.8 5.500 2.200 3.500 4.200s-.5 5.300 3.500 4.300'],
  ]
  for (const [name, d] of parts) {
    const path = document.createElementNS(SVG, 'path')
    path.setAttribute('class', name)
    path.setAttribute('d', d)
    svg.append(path)
  }
  return svg
}

/**
 * A round picture: the spool for the app, else the initials on the member's colour.
 *
 * @param {{ name: string, colour: string, app?: boolean }} who
 * @param {string} [size] A class that sets the size.
 */
export function avatar(who, size = 'avatar-large') {
  if (who.app === true)
    return element('span', { class: `avatar avatar-app ${size}`, 'aria-hidden': 'true' }, spool())
  const initials = String.fromCodePoint(who.name.trim().codePointAt(0) ?? 63).toUpperCase()
  const properties = { class: `avatar ${size}`, 'aria-hidden': 'true', style: { '--colour': who.colour } }
  return element('span', properties, initials)
}
