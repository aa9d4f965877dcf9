# One image with the three services and `kad`; docker-compose.yml runs each service from it in a container of its own.
# The same Debian below and in the database's image: `kad backup` needs client programs of the server's version.
FROM rust:1.95.0-trixie AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock clippy.toml ./
COPY crates crates
COPY services services
COPY tests tests
COPY xtask xtask
RUN cargo build --locked --profile dist -p agreement -p catalog -p logistics -p standalone

FROM debian:13.1-slim
# For `kad backup` and `kad restore`; no server.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --create-home --home-dir /var/lib/kad kad \
    && install -d -o kad -g kad /backups /files
COPY --from=build /src/target/dist/agreement /src/target/dist/catalog /src/target/dist/logistics /src/target/dist/kad /usr/local/bin/
USER kad
ENV KAD_LISTEN=0.0.0.0:8080 KAD_FILES=/files
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s CMD ["kad", "health"]
CMD ["kad", "--help"]
