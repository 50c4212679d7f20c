// A guide step by step.
Component({
  properties: { steps: { type: Array, value: [] } },
});
