# The server and the built editor. Built from the lock file, runs as a user without rights, keeps everything in /data.
#
#   docker build -t weft .
#   docker run -p 127.0.0.1:4400:4400 -v weft-data:/data weft
FROM node:22-slim AS build
WORKDIR /weft
COPY . .
RUN npm ci --no-audit --no-fund && npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:22-slim
ENV NODE_ENV=production WEFT_HOST=0.0.0.0 WEFT_DATA=/data
WORKDIR /weft
COPY --from=build /weft/package.json ./
COPY --from=build /weft/node_modules ./node_modules
COPY --from=build /weft/packages ./packages
COPY --from=build /weft/server ./server
COPY --from=build /weft/apps/editor/package.json ./apps/editor/
COPY --from=build /weft/apps/editor/dist ./apps/editor/dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4400
# Told to stop, it finishes what runs: ten seconds at most.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:4400/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/dist/main.js"]
