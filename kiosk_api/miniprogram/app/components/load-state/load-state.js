// Waiting, or what went wrong and how to try again. `empty`: the page has nothing to show yet.
Component({
  properties: {
    loading: { type: Boolean, value: false },
    empty: { type: Boolean, value: true },
    error: { type: String, value: "" },
  },
  methods: {
    retry() {
      this.triggerEvent("retry");
    },
  },
});
