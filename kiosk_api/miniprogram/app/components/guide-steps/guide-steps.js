// A guide step by step.
Component({
  options: { styleIsolation: "apply-shared" },
  properties: { steps: { type: Array, value: [] } },
});
