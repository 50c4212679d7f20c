// Elements of a record, word for word; what was asked stands out by a bar at its side and larger letters.
Component({
  properties: { rows: { type: Array, value: [] } },
});
