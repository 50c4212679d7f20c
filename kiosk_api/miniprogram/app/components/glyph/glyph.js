// A drawing beside words; it says nothing of its own.
Component({
  options: { styleIsolation: "apply-shared" },
  properties: { name: { type: String, value: "" } },
});
