import { createHash } from "node:crypto";

/** A published file: its name, and the SHA-256 of its bytes unpacked, so that every mirror's packing passes. */
export interface Published {
  readonly name: string;
  readonly sha256: string;
}

/** Pictures and labels as they were published, and where they are, packed, under their names and `.gz`. */
export interface Publication {
  readonly files: Readonly<Record<"trainImages" | "trainLabels" | "testImages" | "testLabels", Published>>;
  readonly mirrors: readonly string[];
}

/** MNIST of Y. LeCun, C. Cortes and C. J. C. Burges (CC BY-SA 3.0): 60,000 and 10,000 digits of 28 x 28. */
export const mnistPublication: Publication = {
  files: {
    trainImages: {
      name: "train-images-idx3-ubyte",
      sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    },
    trainLabels: {
      name: "train-labels-idx1-ubyte",
      sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    },
    testImages: {
      name: "t10k-images-idx3-ubyte",
      sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    },
    testLabels: {
      name: "t10k-labels-idx1-ubyte",
      sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
  },
  mirrors: ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
};

/** The bytes are the published ones. */
export const isPublished = ({ sha256 }: Published, bytes: Uint8Array): boolean =>
  createHash("sha256").update(bytes).digest("hex") === sha256;
