// Elements of a record, word for word; what was asked stands out by a bar at its side and larger letters.
Component({
  options: { styleIsolation: "apply-shared" },
  properties: { rows: { type: Array, value: [] } },
});
