// Runs before anything is drawn: the theme that the visitor chose, and what Streamlit would else
// ask the server for in a request or two of its own.
(() => {
  const asked = new URLSearchParams(location.search).getAll("embed_options").join(" ");
  let chosen = (/(light|dark)_theme/.exec(asked) || [])[1];
  try {
    chosen ||= JSON.parse(localStorage.getItem(`stActiveTheme-${location.pathname}-v2`));
  } catch {} // no storage, or not ours
  if (/^(light|dark)$/i.test(chosen)) document.documentElement.dataset.kcTheme = chosen.toLowerCase();
  const fonts = THEME_FONTS;
  window.prerenderReady = false;
  window.__streamlit = {
    BACKEND_BASE_URL: new URL("./", location.href).href,
    HOST_CONFIG: {
      allowedOrigins: [location.origin],
      useExternalAuthToken: false,
      enableCustomParentMessages: false,
      enforceDownloadInNewTab: false,
      metricsUrl: "",
      blockErrorDialogs: false,
    },
    LIGHT_THEME: { base: 0, primaryColor: "LIGHT_PRIMARY", ...fonts },
    DARK_THEME: { base: 1, primaryColor: "DARK_PRIMARY", ...fonts },
  };
})();
