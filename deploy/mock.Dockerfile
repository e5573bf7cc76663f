# The mock as an image, from its packages as they are published. From the root of the repository:
#   npm run pack:all && docker build -f deploy/mock.Dockerfile -t guichet-mock .build/tarballs
#   docker run --rm -p 4010:4010 guichet-mock
# With a contract of your own, for clients that call it by another name than localhost:
#   docker run --rm -p 4010:4010 -v "$PWD/openapi.yaml:/contract.yaml:ro" guichet-mock /contract.yaml --url http://mock:4010
ARG NODE=node:24.21.0-bookworm-slim

FROM ${NODE} AS install
WORKDIR /mock
COPY *-front-*.tgz *-mock-*.tgz ./
# No script of a dependency runs.
RUN npm install --ignore-scripts --omit=dev --no-audit --no-fund ./*.tgz

FROM ${NODE}
# The mock starts no other program, and nothing is installed in a running container.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
      /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-*
WORKDIR /mock
COPY --from=install /mock/node_modules node_modules
USER node
ENV NODE_ENV=production
EXPOSE 4010
HEALTHCHECK --interval=10s --timeout=10s --start-period=30s --start-interval=1s --retries=3 \
  CMD ["node", "node_modules/@guichet/mock/dist/cli.js", "--wait", "--timeout", "3"]
STOPSIGNAL SIGTERM
# Whoever reaches the container reaches the mock. What follows the image's name is handed on: a contract, --url, --verbose.
ENTRYPOINT ["node", "node_modules/@guichet/mock/dist/cli.js", "--host", "0.0.0.0"]
