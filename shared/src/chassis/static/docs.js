// Shows the API document of this service; the address stands in the page.
const place = document.getElementById("api");
SwaggerUIBundle({ url: place.dataset.document, dom_id: "#api", validatorUrl: null });
