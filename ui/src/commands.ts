import Box from "@lucide/svelte/icons/box";
import FilePlus from "@lucide/svelte/icons/file-plus";
import FlaskConical from "@lucide/svelte/icons/flask-conical";
import FolderInput from "@lucide/svelte/icons/folder-input";
import FolderPlus from "@lucide/svelte/icons/folder-plus";
import FolderSync from "@lucide/svelte/icons/folder-sync";
import Keyboard from "@lucide/svelte/icons/keyboard";
import LibraryBig from "@lucide/svelte/icons/library-big";
import Moon from "@lucide/svelte/icons/moon";
import RadioTower from "@lucide/svelte/icons/radio-tower";
import Rocket from "@lucide/svelte/icons/rocket";
import SettingsIcon from "@lucide/svelte/icons/settings";
import Sun from "@lucide/svelte/icons/sun";
import SunMoon from "@lucide/svelte/icons/sun-moon";
import Trash2 from "@lucide/svelte/icons/trash-2";
import Workflow from "@lucide/svelte/icons/workflow";
import type { Entry } from "$features/palette/entries";
import { registration } from "$features/register/registration.svelte";
import { addSamples } from "$features/samples/add";
import { call } from "$lib/ipc/client";
import { sentence, toFailure } from "$lib/ipc/error";
import { type Route, router, to } from "$lib/router.svelte";
import { appearance, type Theme } from "$lib/state/appearance.svelte";
import { toast } from "$lib/ui/toasts.svelte";

/** What the palette can do, with what concerns the current view first. */
export function commands(route: Route, showKeys: () => void): Entry[] {
  return [...hereCommands(route), ...places(), ...registering(), ...looks(), keys(showKeys)];
}

function hereCommands(route: Route): Entry[] {
  if (route.view === "model") {
    const reference = route.version === null ? route.name : `${route.name}:${route.version}`;
    return [
      { id: "deploy", label: `Deploy ${reference}`, detail: "to its endpoint", icon: Rocket, run: () => void deploy(reference) },
      { id: "try-here", label: `Try ${reference}`, icon: FlaskConical, run: () => router.go(to.tryModel(reference)) },
      ...graphOf(route.name, route.version),
    ];
  }
  if (route.view === "endpoint") {
    const { name } = route;
    return [{ id: "try-here", label: `Try endpoint ${name}`, icon: FlaskConical, run: () => router.go(to.tryEndpoint(name)) }];
  }
  return [{ id: "deploy-one", label: "Deploy a model", detail: "choose it, then press Deploy", icon: Rocket, run: () => router.go(to.models()) }];
}

function graphOf(name: string, version: number | null): Entry[] {
  if (version === null) return [];
  return [{ id: "graph", label: `Graph of ${name}:${version}`, icon: Workflow, run: () => router.go(to.graph(name, version)) }];
}

function places(): Entry[] {
  return [
    { id: "models", label: "Go to Models", icon: Box, run: () => router.go(to.models()) },
    { id: "endpoints", label: "Go to Endpoints", icon: RadioTower, run: () => router.go(to.endpoints()) },
    { id: "watched", label: "Go to Watched folders", icon: FolderSync, run: () => router.go(to.watched()) },
    { id: "try", label: "Go to Try", icon: FlaskConical, run: () => router.go(to.tryModel()) },
    { id: "trash", label: "Go to Trash", icon: Trash2, run: () => router.go(to.trash()) },
    { id: "settings", label: "Go to Settings", icon: SettingsIcon, run: () => router.go(to.settings()) },
  ];
}

function registering(): Entry[] {
  return [
    { id: "register", label: "Register model", detail: "choose files", icon: FilePlus, kbd: "Ctrl O", run: () => void registration.chooseFiles() },
    { id: "register-folder", label: "Register a folder", icon: FolderPlus, run: () => void registration.chooseFolder() },
    { id: "import", label: "Import a folder", detail: "of models, Triton or MLflow", icon: FolderInput, run: () => router.go(to.importing()) },
    { id: "samples", label: "Add sample models", icon: LibraryBig, run: () => void attempt("The samples were not added", () => addSamples(null)) },
  ];
}

function looks(): Entry[] {
  const look = (theme: Theme, label: string, icon: Entry["icon"]): Entry => ({
    id: `theme-${theme}`, label, icon, run: () => (appearance.theme.value = theme),
  });
  return [look("light", "Light theme", Sun), look("dark", "Dark theme", Moon), look("system", "Theme of the system", SunMoon)];
}

function keys(showKeys: () => void): Entry {
  return { id: "keys", label: "Show keys", icon: Keyboard, kbd: "?", run: showKeys };
}

async function deploy(reference: string): Promise<void> {
  const endpoint = await attempt(`${reference} was not deployed`, () => call("endpoint_deploy", { reference }));
  if (endpoint) router.go(to.endpoint(endpoint.name));
}

/** Runs something that no view waits for; its failure becomes a notification that stays. */
async function attempt<T>(title: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    toast({ tone: "failed", title, detail: sentence(toFailure(thrown)) });
    return undefined;
  }
}
