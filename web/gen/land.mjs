// Writes web/land.txt: the world's land on a grid of 1.25
// degrees, a line per row from north to south, # for land. Natural Earth is in
// the public domain; it comes from the npm package world-atlas 2.0.2 (ISC).
//
//   npm install world-atlas@2.0.2 topojson-client@3.1.0   (anywhere)
//   NODE_PATH=…/node_modules node web/gen/land.mjs > web/land.txt
import { createRequire } from 'node:module';
const require = createRequire(process.env.NODE_PATH ? process.env.NODE_PATH + '/x.js' : import.meta.url);
const { feature } = require('topojson-client');
const world = require('world-atlas/land-110m.json');

const rings = [];
const collect = g => {
  if (g.type === 'GeometryCollection') g.geometries.forEach(collect);
  else if (g.type === 'Polygon') rings.push(g.coordinates);
  else if (g.type === 'MultiPolygon') rings.push(...g.coordinates);
};
const land = feature(world, world.objects.land);
(land.features ?? [land]).forEach(f => collect(f.geometry));

// An island that jumps across the date line is unrolled to the east of it.
const unroll = ring => ring.length < 40 && ring.some(([x], i) => i && Math.abs(x - ring[i - 1][0]) > 180) ? ring.map(([x, y]) => [x < 0 ? x + 360 : x, y]) : ring;
const polygons = rings.map(polygon => polygon.map(unroll));

// Even-odd rule, holes included.
const within = (x, y) => polygons.some(polygon => polygon.reduce((odd, ring) => {
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i], [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < (xj - xi) * (y - yi) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}, false));

const inside = (x, y) => within(x, y) || within(x + 360, y);

const step = 1.25;
for (let lat = 78.75; lat > -57; lat -= step) {
  let row = '';
  for (let i = 0; i < 288; i++) {
    let lon = -168.75 + i * step;
    if (lon > 180) lon -= 360;
    row += inside(lon, lat) ? '#' : '.';
  }
  console.log(row.replace(/\.+$/, ''));
}
