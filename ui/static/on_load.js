// Runs in Gradio's component: hands it over to the page's own module. "ask" and "stop" are its two events.
import(new URL("web/chat.js", document.baseURI)).then(({ mount }) =>
  mount({
    element,
    server,
    welcome: props.value,
    latest: (heard) => watch("value", () => heard(props.value)),
    ask: (data) => trigger("ask", data),
    stop: () => trigger("stop", {}),
  })
);
