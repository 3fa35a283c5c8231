# The image of the hooks: one bundle on distroless Node. No shell, no package manager, no node_modules.
# The defaults are tags, so a build by hand takes what they name that day. A release passes both images with their
# digests (--build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:…, the same for RUNTIME_IMAGE) and, to get the same image
# from the same commit, SOURCE_DATE_EPOCH of the commit with BuildKit's rewrite-timestamp=true. The bundle itself
# depends on the commit alone.
ARG NODE_IMAGE=node:24-bookworm-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

# On the builder's own platform: the bundle is JavaScript, the same for all.
FROM --platform=$BUILDPLATFORM $NODE_IMAGE AS build
WORKDIR /src
COPY package.json package-lock.json ./
# No install scripts: nothing that npm fetches runs code here. esbuild finds its binary in its platform package, and the
# devDependency `node` stays empty, so the image's own Node 24 builds.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json build.ts ./
COPY schemas/kafka-options.json ./schemas/
COPY hooks ./hooks
RUN node_modules/.bin/tsc --noEmit && node build.ts

FROM $RUNTIME_IMAGE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="kafka-hooks" \
      org.opencontainers.image.description="Apache Kafka on Kubernetes, run by stateless hooks that Metacontroller calls" \
      org.opencontainers.image.source="https://github.com/kafka-hooks/kafka-hooks" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production
# Owned by root and so read-only for the process.
COPY --from=build /src/dist/ /app/
# A number, since `runAsNonRoot` cannot judge a name.
USER 65532:65532
EXPOSE 8080 8081
# The program in ENTRYPOINT and the command in CMD: a pod's `args: [alerts]` replaces the command alone.
ENTRYPOINT ["/nodejs/bin/node", "/app/main.js"]
CMD ["serve"]
