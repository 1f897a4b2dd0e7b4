import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { size } from "../src/core/shape.js";
import { type Tensor, tensor32 } from "../src/core/tensor.js";
import { orThrow } from "../src/failure.js";
import { readArray } from "../src/io/arrays.js";
import { loadWeights, saveCheckpoint, saveWeights } from "../src/io/checkpoint/files.js";
import { toFloat32 } from "../src/io/ndarray.js";
import { posterior, reconstruct } from "../src/models/index.js";
import { runtimes } from "./arbitraries/runtimes.js";
import { checkpointOf, model } from "./fixtures/checkpoint.js";
import { roundoff32 } from "./laws/bound.js";

const python = "/usr/bin/python3";
const hasTorch = spawnSync(python, ["-c", "import torch"]).status === 0;

const folder = hasTorch ? mkdtempSync(join(tmpdir(), "elbo-torch-")) : "";
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The format in ten lines of Python, both ways, and the module of the fixture's definition. */
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

class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        heads = nn.ModuleDict(dict(mu=nn.Linear(4, 2), logvar=nn.Linear(4, 2)))
        self.encoder = named(flatten=nn.Flatten(), hidden=nn.Linear(6, 4), norm=nn.BatchNorm1d(4), act=nn.Tanh(), heads=heads)
        self.decoder = named(hidden=nn.Linear(2, 4), act=nn.Tanh(), out=nn.Linear(4, 6))
    def forward(self, x):
        h = self.encoder[:4](x)
        mu, logvar = self.encoder.heads['mu'](h), self.encoder.heads['logvar'](h)
        return mu, logvar, torch.sigmoid(self.decoder(mu))

x = (torch.arange(30, dtype=torch.float32) / 30).reshape(5, 2, 3)
def tell(vae):
    with torch.no_grad():
        for name, value in zip(['mu', 'logvar', 'picture'], vae.eval()(x)): numpy.save(name + '.npy', value.numpy())
`;

const run = (program: string): void => {
  const { status, stderr } = spawnSync(python, ["-c", prelude + program], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
};

const x = tensor32(
  [5, 2, 3],
  Array.from({ length: 30 }, (_, i) => i / 30),
);

const told = async (name: string): Promise<Tensor> =>
  orThrow(toFloat32(orThrow(await readArray(join(folder, `${name}.npy`))())));

/** Sums of at most seven products and smooth functions of them, one behind the other. */
const bound = 64 * roundoff32;

const agrees = (ours: Tensor, theirs: Tensor): void => {
  expect(ours.data.length).toBe(size(theirs.shape));
  for (let i = 0; i < ours.data.length; i++) {
    const [a, b] = [ours.data[i]!, theirs.data[i]!];
    expect(Math.abs(a - b)).toBeLessThanOrEqual(bound * Math.max(1, Math.abs(b)));
  }
};

const interop = (): void => {
  test.each(runtimes)(
    "weights of $simd, and of a checkpoint, fill the matching module, whose outputs are ours to 64 roundoffs",
    async (runtime) => {
      const checkpoint = checkpointOf(runtime);
      const { weights } = checkpoint.state;
      orThrow(await saveWeights(join(folder, "weights.safetensors"), model, weights)());
      orThrow(await saveCheckpoint(join(folder, "checkpoint.safetensors"), model, checkpoint)());
      run(`
vae = Vae()
vae.load_state_dict(load('weights.safetensors'))
tell(vae)
again = Vae()
whole = load('checkpoint.safetensors')
again.load_state_dict({name: value for name, value in whole.items() if not name.startswith('optimizer.')})
assert all(torch.equal(a, b) for a, b in zip(vae.state_dict().values(), again.state_dict().values()))
slots = {name for name in whole if name.startswith('optimizer.exp_avg.')}
assert slots == {'optimizer.exp_avg.' + name for name, _ in vae.named_parameters()}`);
      const { mu, logvar } = posterior(runtime, model, weights, x);
      agrees(mu, await told("mu"));
      agrees(logvar, await told("logvar"));
      agrees(reconstruct(runtime, model, weights, x), await told("picture"));
    },
  );

  test.each(runtimes)(
    "the state_dict of a trained module is read, and $simd's outputs are its to 64 roundoffs",
    async (runtime) => {
      run(`
torch.manual_seed(3)
vae = Vae().train()
vae(x * 0.5)
save('theirs.safetensors', vae.state_dict())
tell(vae)`);
      const weights = orThrow(await loadWeights(join(folder, "theirs.safetensors"), model)());
      const { mu, logvar } = posterior(runtime, model, weights, x);
      agrees(mu, await told("mu"));
      agrees(logvar, await told("logvar"));
      agrees(reconstruct(runtime, model, weights, x), await told("picture"));
    },
  );
};

if (hasTorch) describe("with the PyTorch of /usr/bin/python3", interop);
else test.skip("with PyTorch: skipped, /usr/bin/python3 with torch is not here", () => {});
