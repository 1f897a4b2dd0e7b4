import { layers, networks } from "../arbitraries/networks.js";
import { layerLaws } from "../laws/layer.js";

for (const [name, drawn] of Object.entries(layers)) layerLaws({ name, networks: drawn });

layerLaws({ name: "whole networks", networks });
