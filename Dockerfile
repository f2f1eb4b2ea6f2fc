# One image for every part; which part it is, the command says (dondoc part …).
FROM python:3.12-slim

ENV PYTHONUTF8=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 TZ=Asia/Ho_Chi_Minh
WORKDIR /opt/dondoc

COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN pip install --no-deps --require-hashes -r requirements.lock

COPY programmes programmes
COPY models models
COPY notifications notifications
COPY reports reports
COPY tasks tasks
COPY flows flows
COPY portal portal
COPY deployments deployments
COPY migrations migrations
RUN pip install --no-deps --no-build-isolation --editable . \
 && useradd --system --uid 4242 --home-dir /var/lib/dondoc dondoc \
 && install -d -o dondoc -g dondoc -m 700 /var/lib/dondoc

USER dondoc
VOLUME /var/lib/dondoc
ENV DONDOC_HOME=/var/lib/dondoc
CMD ["dondoc", "up"]
