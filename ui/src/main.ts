import { mount } from "svelte";
import App from "./App.svelte";
import { connect } from "./lib/ipc/client";
import { httpTransport } from "./lib/ipc/http";
import { inWindow, tauriTransport } from "./lib/ipc/tauri";
import { applyAppearance } from "./lib/state/appearance.svelte";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/control.css";

applyAppearance(document.documentElement);
connect(inWindow() ? tauriTransport() : httpTransport(new URL(location.href)));

const target = document.getElementById("app");
if (target) mount(App, { target });
