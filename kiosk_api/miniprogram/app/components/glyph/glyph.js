// A drawing beside words; it says nothing of its own.
Component({
  properties: { name: { type: String, value: "" } },
});
