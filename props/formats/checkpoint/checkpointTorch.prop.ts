import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Shape, size } from "../../../src/core/shape.js";
import { type Tensor, tensor32 } from "../../../src/core/tensor.js";
import { orThrow } from "../../../src/failure.js";
import { gaussianHeads, posterior, reconstruct, type Vae, type VaeModel, vae } from "../../../src/flat.js";
import { toFloat32 } from "../../../src/formats/ndarray.js";
import {
  batchNorm,
  conv2d,
  convTranspose2d,
  flatten,
  leakyRelu,
  linear,
  reshape,
  sequence,
  type Weights,
} from "../../../src/nn/index.js";
import { readArray } from "../../../src/node/arrays.js";
import * as checkpoints from "../../../src/node/checkpoints/index.js";

import type { Examples } from "../../../src/train/index.js";
import type { Runtime } from "../../../src/wasm/runtime.js";
import { runtimes } from "../../arbitraries/runtimes.js";
import { checkpointFor, definition, examples } from "../../fixtures/checkpoint.js";
import { roundoff32 } from "../../laws/bound.js";

const python = "/usr/bin/python3";
const hasTorch = spawnSync(python, ["-c", "import torch"]).status === 0;

const folder = hasTorch ? mkdtempSync(join(tmpdir(), "elbo-torch-")) : "";
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The format in ten lines of Python, both ways, and what both modules have in common. */
const prelude = `
import json, struct, collections, numpy, torch
from torch import nn

def load(path):
    with open(path, 'rb') as file:
        length, = struct.unpack('<Q', file.read(8))
        header, data = json.loads(file.read(length)), file.read()
    header.pop('__metadata__', None)
    types = dict(F32='<f4', F64='<f8', I64='<i8')
    array = lambda e: numpy.frombuffer(data[slice(*e['data_offsets'])], types[e['dtype']]).reshape(e['shape'])
    return {name: torch.from_numpy(array(entry).copy()) for name, entry in header.items()}

def save(path, tensors):
    types, header, end, blocks = {torch.float32: 'F32', torch.float64: 'F64', torch.int64: 'I64'}, {}, 0, []
    for name, value in tensors.items():
        block = value.contiguous().numpy().tobytes()
        header[name] = dict(dtype=types[value.dtype], shape=list(value.shape), data_offsets=[end, end + len(block)])
        blocks.append(block); end += len(block)
    text = json.dumps(header).encode()
    open(path, 'wb').write(struct.pack('<Q', len(text)) + text + b''.join(blocks))

named = lambda **layers: nn.Sequential(collections.OrderedDict(layers))

heads = lambda features: nn.ModuleDict(dict(mu=nn.Linear(features, 2), logvar=nn.Linear(features, 2)))

class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = encoder(), decoder()
    def forward(self, x):
        h = self.encoder[:-1](x)
        mu, logvar = self.encoder.heads['mu'](h), self.encoder.heads['logvar'](h)
        return mu, logvar, torch.sigmoid(self.decoder(mu))

def ramp(*shape): return torch.arange(numpy.prod(shape), dtype=torch.float32).reshape(shape) / numpy.prod(shape)
def tell(vae):
    with torch.no_grad():
        for name, value in zip(['mu', 'logvar', 'picture'], vae.eval()(x)): numpy.save(name + '.npy', value.numpy())
`;

const run = (program: string): void => {
  const { status, stderr } = spawnSync(python, ["-c", prelude + program], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
};

/** Kernels of 3 x 2, strides, padding on both ways, a picture of three channels and of unequal sides. */
const convolutional: Vae = {
  kind: "vae",
  shape: [3, 6, 7],
  encoder: sequence(
    ["conv", conv2d(4, { kernel: [3, 2], stride: 2, padding: 1 })],
    ["norm", batchNorm()],
    ["act", leakyRelu(0.1)],
    ["flatten", flatten],
    ["heads", gaussianHeads(2)],
  ),
  decoder: sequence(
    ["hidden", linear(48)],
    ["pixels", reshape([4, 3, 4])],
    ["up", convTranspose2d(5, { kernel: [3, 2], stride: 2, padding: 1, outputPadding: 1 })],
    ["norm", batchNorm()],
    ["act", leakyRelu(0.1)],
    ["out", conv2d(3, { kernel: 3, padding: 1 })],
  ),
  likelihood: "bce",
  weights: { reconstruction: 1, kl: 0.5 },
};

const pictures: Examples = {
  count: 10,
  columns: [{ shape: [3, 6, 7], bytes: Uint8Array.from({ length: 1260 }, (_, i) => (37 * i) % 256), divisor: 255 }],
};

/** Definitions beside their modules. */
const cases = [
  {
    name: "a dense model",
    definition,
    examples,
    module: `
encoder = lambda: named(
    flatten=nn.Flatten(), hidden=nn.Linear(6, 4), norm=nn.BatchNorm1d(4), act=nn.Tanh(), heads=heads(4))
decoder = lambda: named(hidden=nn.Linear(2, 4), act=nn.Tanh(), out=nn.Linear(4, 6))
x = ramp(5, 2, 3)`,
  },
  {
    name: "a convolutional model",
    definition: convolutional,
    examples: pictures,
    module: `
encoder = lambda: named(
    conv=nn.Conv2d(3, 4, (3, 2), stride=2, padding=1), norm=nn.BatchNorm2d(4), act=nn.LeakyReLU(0.1),
    flatten=nn.Flatten(), heads=heads(48))
decoder = lambda: named(
    hidden=nn.Linear(2, 48), pixels=nn.Unflatten(1, (4, 3, 4)),
    up=nn.ConvTranspose2d(4, 5, (3, 2), stride=2, padding=1, output_padding=1), norm=nn.BatchNorm2d(5),
    act=nn.LeakyReLU(0.1), out=nn.Conv2d(5, 3, 3, padding=1))
x = ramp(5, 3, 6, 7)`,
  },
].map((given) => ({ ...given, model: orThrow(vae(given.definition)) }));

const both = cases.flatMap((given) => runtimes.map((runtime) => ({ ...given, simd: runtime.simd, runtime })));

/** Five examples, from 0 towards 1. */
const ramp = (shape: Shape): Tensor => {
  const count = 5 * size(shape);
  return tensor32(
    [5, ...shape],
    Array.from({ length: count }, (_, i) => i / count),
  );
};

const told = async (name: string): Promise<Tensor> =>
  orThrow(toFloat32(orThrow(await readArray(join(folder, `${name}.npy`))())));

/** Sums of at most 49 terms of both signs and smooth functions of them, one behind the other. */
const bound = 64 * roundoff32;

const agrees = (ours: Tensor, theirs: Tensor): void => {
  expect(ours.data.length).toBe(size(theirs.shape));
  for (let i = 0; i < ours.data.length; i++) {
    const [a, b] = [ours.data[i]!, theirs.data[i]!];
    expect(Math.abs(a - b)).toBeLessThanOrEqual(bound * Math.max(1, Math.abs(b)));
  }
};

/** The outputs that the module told of are ours. */
const allAgree = async (runtime: Runtime, model: VaeModel, weights: Weights): Promise<void> => {
  const x = ramp(model.shape);
  const { mu, logvar } = posterior(runtime, model, weights, x);
  agrees(mu, await told("mu"));
  agrees(logvar, await told("logvar"));
  agrees(reconstruct(runtime, model, weights, x), await told("picture"));
};

const interop = (): void => {
  test.each(both)(
    "$name: weights of $simd, and of a checkpoint, fill the matching module, whose outputs are ours to 64 roundoffs",
    async ({ runtime, definition, examples, model, module }) => {
      const checkpoint = checkpointFor(runtime, definition, examples);
      const { weights } = checkpoint.state;
      orThrow(await checkpoints.saveWeights(join(folder, "weights.safetensors"), model, weights)());
      orThrow(await checkpoints.save(join(folder, "checkpoint.safetensors"), model, checkpoint)());
      run(`${module}
vae = Vae()
vae.load_state_dict(load('weights.safetensors'))
tell(vae)
again = Vae()
whole = load('checkpoint.safetensors')
again.load_state_dict({name: value for name, value in whole.items() if not name.startswith('optimizer.')})
assert all(torch.equal(a, b) for a, b in zip(vae.state_dict().values(), again.state_dict().values()))
slots = {name for name in whole if name.startswith('optimizer.exp_avg.')}
assert slots == {'optimizer.exp_avg.' + name for name, _ in vae.named_parameters()}`);
      await allAgree(runtime, model, weights);
    },
  );

  test.each(both)(
    "$name: the state_dict of a trained module is read, and $simd's outputs are its to 64 roundoffs",
    async ({ runtime, model, module }) => {
      run(`${module}
torch.manual_seed(3)
vae = Vae().train()
vae(x * 0.5)
save('theirs.safetensors', vae.state_dict())
tell(vae)`);
      const weights = orThrow(await checkpoints.loadWeights(join(folder, "theirs.safetensors"), model)());
      await allAgree(runtime, model, weights);
    },
  );
};

if (hasTorch) describe("with the PyTorch of /usr/bin/python3", interop);
else test.skip("with PyTorch: skipped, /usr/bin/python3 with torch is not here", () => {});
